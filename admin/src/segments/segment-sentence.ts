import { hasConditions, type Segment } from '#schemas/segment.ts';
import { conditionSentence } from '../conditions/sentence.ts';

/**
 * Who is in a segment, in words.
 * @example segmentSentence(uploaded) // 'their ids were uploaded'
 */
export const segmentSentence = (segment: Segment): string =>
  hasConditions(segment) ? conditionSentence(segment.conditions) : 'their ids were uploaded';
