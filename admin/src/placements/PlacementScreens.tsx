import { DocumentCreate } from '../document/DocumentCreate.tsx';
import { DocumentEdit } from '../document/DocumentEdit.tsx';
import { DocumentShow } from '../document/DocumentShow.tsx';
import { placementNoun } from './noun.ts';

export const PlacementShow = () => <DocumentShow noun={placementNoun} />;
export const PlacementEdit = () => <DocumentEdit noun={placementNoun} />;
export const PlacementCreate = () => <DocumentCreate noun={placementNoun} />;
