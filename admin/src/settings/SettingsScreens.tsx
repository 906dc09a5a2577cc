import { DocumentEdit } from '../document/DocumentEdit.tsx';
import { DocumentShow } from '../document/DocumentShow.tsx';
import { settingsNoun } from './noun.ts';

/** There is one settings document, so that its list is the document itself. */
export const SettingsHome = () => <DocumentShow noun={settingsNoun} id="settings" />;
export const SettingsEdit = () => <DocumentEdit noun={settingsNoun} />;
