import type { ElementDecision, ExperienceResponse, Reason } from '#schemas/decision.ts';
import { publicProduct } from '#server/domain/models/public-product.ts';

/** The rule or journey without the customer's own values, which follow the colon. */
const publicReason = (reason: Reason): Reason => {
  const end = reason.message.indexOf(': ');
  return end < 0 ? reason : { ...reason, message: reason.message.slice(0, end) };
};

const publicContent = (content: ElementDecision['content']): ElementDecision['content'] =>
  Array.isArray(content['products'])
    ? { ...content, products: content['products'].map(publicProduct) }
    : content;

/** A decision as anyone's browser may see it: without what is known of the customer, margins and stock. */
export const publicView = (response: ExperienceResponse): ExperienceResponse => ({
  ...response,
  elements: response.elements.map((element) => ({
    ...element,
    content: publicContent(element.content),
    reasons: element.reasons.map(publicReason),
  })),
});
