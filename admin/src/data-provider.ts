import simpleRestProvider from 'ra-data-simple-rest';
import type { DataProvider, RaRecord } from 'react-admin';
import { apiRoot, callApi } from './api.ts';

/** The resource whose records are answers of read-only paths: `experiments/hero/report`. */
export const viewResource = 'views';

const recordUrl = (resource: string, id: string | number): string =>
  `${apiRoot}/${resource}/${encodeURIComponent(id)}`;

type Answer = Awaited<ReturnType<typeof callApi>>;

/** Keeps the version a record was read at, so that a write can say which version it changes. */
const versioned = ({ json, headers }: Answer): RaRecord => {
  const etag = headers.get('etag');
  return etag === null ? json : { ...json, etag };
};

const ifMatch = (record: RaRecord | undefined): Headers => {
  const headers = new Headers();
  if (typeof record?.['etag'] === 'string') headers.set('If-Match', record['etag']);
  return headers;
};

const withoutEtag = ({ etag: _, ...data }: Partial<RaRecord>): Partial<RaRecord> => data;

const overrides = {
  getOne: async (resource: string, params: { id: string | number; signal?: AbortSignal }) => {
    const options = params.signal ? { signal: params.signal } : {};
    if (resource === viewResource) {
      const { json } = await callApi(`${apiRoot}/${params.id}`, options);
      return { data: { id: params.id, value: json } };
    }
    return { data: versioned(await callApi(recordUrl(resource, params.id), options)) };
  },
  update: async (
    resource: string,
    params: { id: string | number; data: Partial<RaRecord>; previousData?: RaRecord },
  ) => {
    const answer = await callApi(recordUrl(resource, params.id), {
      method: 'PUT',
      headers: ifMatch(params.previousData),
      body: JSON.stringify(withoutEtag(params.data)),
    });
    return { data: versioned(answer) };
  },
  delete: async (resource: string, params: { id: string | number; previousData?: RaRecord }) => {
    const { json } = await callApi(recordUrl(resource, params.id), {
      method: 'DELETE',
      headers: ifMatch(params.previousData),
    });
    return { data: json ?? { id: params.id } };
  },
};

/**
 * ra-data-simple-rest, with `If-Match` on writes and read-only views beside the records. react-admin's methods are
 * generic over the record a caller expects, which no answer from the wire can promise: hence the cast.
 */
export const dataProvider: DataProvider = {
  ...simpleRestProvider(apiRoot, callApi),
  ...(overrides as unknown as Pick<DataProvider, 'getOne' | 'update' | 'delete'>),
};
