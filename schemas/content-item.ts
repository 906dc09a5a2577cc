import { z } from 'zod';
import { SafeJsonObject } from './json.ts';
import { ExternalId } from './key.ts';

export const contentTypes = [
  'blog_articles',
  'video_content',
  'social_proof',
  'user_generated_content',
] as const;

export const ContentItem = z.strictObject({
  id: ExternalId,
  type: z.enum(contentTypes),
  title: z.string().min(1).max(500),
  summary: z.string().max(5000).optional(),
  url: z.string().max(2000).optional(),
  image: z.string().max(2000).optional(),
  interests: z.array(z.string().max(100)).max(100).default([]),
  products: z.array(ExternalId).max(500).default([]),
  publishedAt: z.iso.datetime().optional(),
  attributes: SafeJsonObject.optional(),
});
export type ContentItem = z.infer<typeof ContentItem>;
