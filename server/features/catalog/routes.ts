import { type Request, type RequestHandler, Router } from 'express';
import type { z } from 'zod';
import { catalogueWrites } from '#schemas/catalogue-write.ts';
import { handle, parse } from '#server/platform/http.ts';
import { problem } from '#server/platform/problems.ts';
import { type ListPage, type ListQuery, parseListQuery, sendList } from '#server/platform/ra-list.ts';
import type { CatalogService } from './service.ts';

type Write<T extends z.ZodType> = { list: T; wrapped: (name: string) => z.ZodType };

/** A body may be the list itself or hold it under a name; faults are told at the paths of what was sent. */
const readItems = <T extends z.ZodType>(write: Write<T>, name: string, body: unknown): z.output<T> => {
  if (Array.isArray(body)) return parse(write.list, body);
  return (parse(write.wrapped(name), body) as Record<string, z.output<T>>)[name] as z.output<T>;
};

/** `PUT /products`, `PATCH /products/stock` and `PUT /content-items` of the personalization API. */
export const catalogRoutes = ({
  service,
  requireCatalog,
}: {
  service: CatalogService;
  requireCatalog: RequestHandler;
}): Router => {
  const router = Router();
  const { products, stock, contentItems } = catalogueWrites;
  router.put(
    '/products',
    requireCatalog,
    handle((req) => service.putProducts(readItems(products, 'products', req.body))),
  );
  router.patch(
    '/products/stock',
    requireCatalog,
    handle((req) => service.setStock(readItems(stock, 'products', req.body))),
  );
  router.put(
    '/content-items',
    requireCatalog,
    handle((req) => service.putContentItems(readItems(contentItems, 'content_items', req.body))),
  );
  return router;
};

type Listing<Row> = (query: ListQuery) => Promise<ListPage<Row>>;

const findOne = async <Row>(list: Listing<Row>, req: Request): Promise<Row> => {
  const id = String(req.params['id']);
  const query: ListQuery = { filter: { id }, sort: { field: 'id', order: 'asc' }, range: { from: 0, to: 0 } };
  const [row] = (await list(query)).rows;
  if (!row) throw problem('not-found', { detail: `There is no "${id}" in the catalogue.` });
  return row;
};

/** The catalogue as the admin UI lists it. */
export const catalogAdminRoutes = ({
  service,
  requireUser,
}: {
  service: Pick<CatalogService, 'listProducts' | 'listContentItems'>;
  requireUser: RequestHandler;
}): Router => {
  const router = Router();
  const resource = <Row>(name: string, list: Listing<Row>): void => {
    router.get(
      `/${name}`,
      requireUser,
      handle(async (req, res) => sendList(res, name, await list(parseListQuery(req.query)))),
    );
    router.get(
      `/${name}/:id`,
      requireUser,
      handle((req) => findOne(list, req)),
    );
  };
  resource('products', service.listProducts);
  resource('content-items', service.listContentItems);
  return router;
};
