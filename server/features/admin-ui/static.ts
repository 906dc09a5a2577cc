import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import express, { type RequestHandler, type Response, Router } from 'express';
import helmet from 'helmet';

const placeholder = '__CSP_NONCE__';
const nonceBytes = 16;

const nonceOf = (response: Response): string => String(response.locals['nonce']);

const assignNonce: RequestHandler = (_request, response, next) => {
  response.locals['nonce'] = randomBytes(nonceBytes).toString('base64');
  next();
};

/** Nothing but this host, no inline script, and only style elements that carry this response's nonce. */
const protect = helmet({
  contentSecurityPolicy: {
    useDefaults: false,
    directives: {
      defaultSrc: ["'self'"],
      scriptSrc: ["'self'"],
      styleSrc: ["'self'", (_request, response) => `'nonce-${nonceOf(response as Response)}'`],
      imgSrc: ["'self'", 'data:'],
      connectSrc: ["'self'"],
      workerSrc: ["'self'"],
      objectSrc: ["'none'"],
      baseUri: ["'none'"],
      formAction: ["'self'"],
      frameAncestors: ["'none'"],
    },
  },
  // the product also runs without TLS, behind a proxy that adds it
  strictTransportSecurity: false,
});

/** The page is small and never changes while the server runs; a build that is missing is told at once. */
const pageIn = (directory: string): string => readFileSync(join(directory, 'index.html'), 'utf8');

const sendPage =
  (page: string): RequestHandler =>
  (_request, response) => {
    response
      .set('Cache-Control', 'no-store')
      .type('html')
      .send(page.replaceAll(placeholder, nonceOf(response)));
  };

/**
 * Serves the built admin UI: hashed assets for a year, and the page, with a nonce of its own per response, under
 * `/`. The page's screens are behind `#`, so that no path of theirs meets one of the API's.
 * @throws Error when the UI has not been built into the directory
 */
export const adminUi = ({ directory }: { directory: string }): Router => {
  const router = Router();
  const page = sendPage(pageIn(directory));
  const assets = { immutable: true, maxAge: '1y', index: false, redirect: false } as const;
  router.use('/assets', express.static(join(directory, 'assets'), assets));
  router.get(['/', '/index.html'], assignNonce, protect, page);
  router.use(express.static(directory, { index: false, redirect: false, maxAge: '1h' }));
  return router;
};
