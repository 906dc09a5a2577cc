import type { Response } from 'express';
import { z } from 'zod';
import { type JsonObject, SafeJsonObject } from '#schemas/json.ts';
import { faultsOf, problem } from './problems.ts';

/** What a list in the convention of ra-data-simple-rest asks for. Both ends of the range are included. */
export type ListQuery = {
  filter: JsonObject;
  sort: { field: string; order: 'asc' | 'desc' };
  range: { from: number; to: number };
};
export type ListPage<Row> = { rows: Row[]; total: number; range: ListQuery['range'] };

const longestPage = 1000;

const parseJson = (text: string, context: z.RefinementCtx): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    context.addIssue({ code: 'custom', message: 'not valid JSON' });
    return z.NEVER;
  }
};
const jsonText = <T extends z.ZodType>(shape: T) =>
  z.string().max(20_000).transform(parseJson).pipe(shape).optional();

const Index = z.number().int().min(0).max(10_000_000);
const Range = z
  .tuple([Index, Index])
  .refine(([from, to]) => from <= to, 'ends before it begins')
  .refine(([from, to]) => to - from < longestPage, `asks for more than ${longestPage} rows`);
const Field = z
  .string()
  .max(100)
  .regex(/^[A-Za-z_][\w.]*$/, 'a field name');
const Order = z.enum(['ASC', 'DESC']);

const Query = z.looseObject({
  filter: jsonText(SafeJsonObject),
  sort: jsonText(z.tuple([Field, Order])),
  range: jsonText(Range),
});

/**
 * The list that a query string asks for: `filter={"q":"x"}&sort=["name","ASC"]&range=[0,9]`, each with a default
 * (everything, by id, the first 25). Throws `invalid-request` with every fault.
 */
export const parseListQuery = (query: unknown): ListQuery => {
  const parsed = Query.safeParse(query);
  if (!parsed.success) throw problem('invalid-request', { errors: faultsOf(parsed.error) });
  const { filter = {}, sort = ['id', 'ASC'], range = [0, 24] } = parsed.data;
  const order = sort[1] === 'DESC' ? 'desc' : 'asc';
  return { filter, sort: { field: sort[0], order }, range: { from: range[0], to: range[1] } };
};

const mostRows = 10_000;

/** A page of what is only read from its newest end: its total is a lower bound that grows with the page. */
export const newestPage = async <Row>(
  range: ListQuery['range'],
  read: (limit: number) => Promise<Row[]>,
): Promise<ListPage<Row>> => {
  const found = await read(Math.min(range.to + 2, mostRows));
  return { rows: found.slice(range.from, range.to + 1), total: found.length, range };
};

/** Answers with one page; `Content-Range: products 0-9/300` tells the client how many there are in all. */
export const sendList = <Row>(response: Response, resource: string, page: ListPage<Row>): void => {
  const last = page.range.from + page.rows.length - 1;
  const shown = page.rows.length === 0 ? '*' : `${page.range.from}-${last}`;
  response.set('Content-Range', `${resource} ${shown}/${page.total}`);
  response.json(page.rows);
};
