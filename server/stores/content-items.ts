import type { ContentItem } from '#schemas/content-item.ts';
import type { Scope } from '#schemas/scope.ts';
import { type Connection, collection } from '#server/platform/mongo.ts';
import { catalogueItems, type ItemDocument } from './catalogue-items.ts';

const contentItems = collection<ItemDocument<ContentItem>>('content_items', [
  { keys: { scope: 1, updatedAt: 1 } },
  { keys: { scope: 1, type: 1 } },
]);

export const contentItemStore = (db: Connection, scope: Scope) => {
  const { idOf, announce, ...items } = catalogueItems<ContentItem>(
    contentItems,
    { fields: ['type'], title: 'title' },
    { db, scope },
  );
  return items;
};

export type ContentItemStore = ReturnType<typeof contentItemStore>;
