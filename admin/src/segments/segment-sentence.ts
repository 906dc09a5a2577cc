import { hasConditions, type Segment } from '#schemas/segment.ts';
import { conditionSentence } from '../conditions/sentence.ts';
import { type NameOf, nameless } from '../names/name-of.ts';

/**
 * Who is in a segment, in words.
 * @example segmentSentence(uploaded) // 'their ids were uploaded'
 */
export const segmentSentence = (segment: Segment, nameOf: NameOf = nameless): string =>
  hasConditions(segment) ? conditionSentence(segment.conditions, nameOf) : 'their ids were uploaded';
