import { DocumentCreate } from '../document/DocumentCreate.tsx';
import { DocumentEdit } from '../document/DocumentEdit.tsx';
import { DocumentShow } from '../document/DocumentShow.tsx';
import { metricNoun } from './noun.ts';

export const MetricShow = () => <DocumentShow noun={metricNoun} />;
export const MetricEdit = () => <DocumentEdit noun={metricNoun} />;
export const MetricCreate = () => <DocumentCreate noun={metricNoun} />;
