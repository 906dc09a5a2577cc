import { type RequestHandler, Router } from 'express';
import { z } from 'zod';
import { Key } from '#schemas/key.ts';
import { nameOf, principalOf } from '#server/platform/auth.ts';
import { handle, parse } from '#server/platform/http.ts';
import type { PreviewService } from './service.ts';

const longestHours = 24 * 30;

const NewPreviewRequest = z
  .strictObject({
    experiments: z.record(Key, Key).default({}).describe('experiment to the variation that is forced'),
    drafts: z.array(z.string().min(3).max(200)).max(50).default([]).describe('such as rule/vip-hero'),
    hours: z.number().positive().max(longestHours).default(24).describe('how long it holds'),
  })
  .refine(({ experiments, drafts }) => Object.keys(experiments).length + drafts.length > 0, {
    message: 'name at least one experiment or draft',
    path: ['experiments'],
  });

type Dependencies = { service: PreviewService; requireEditor: RequestHandler };

/** Signed previews, for the admin UI. */
export const previewRoutes = ({ service, requireEditor }: Dependencies): Router => {
  const router = Router();
  router.post(
    '/previews',
    requireEditor,
    handle(async (req, res) => {
      const request = parse(NewPreviewRequest, req.body);
      const minted = await service.mint({ ...request, author: nameOf(principalOf(req)) });
      res.status(201).set('Cache-Control', 'no-store');
      return minted;
    }),
  );
  return router;
};
