import type { ElementDecision, ExperienceResponse, Reason, RecommendedProduct } from '#schemas/decision.ts';
import { publicProduct } from '#server/domain/models/public-product.ts';

/** The rule or journey without the customer's own values, which follow the colon. */
const publicReason = (reason: Reason): Reason => {
  const end = reason.message.indexOf(': ');
  return end < 0 ? reason : { ...reason, message: reason.message.slice(0, end) };
};

/** A variant may have a list of that name of its own. */
const isRecommended = (found: unknown): found is RecommendedProduct =>
  ((found as Partial<RecommendedProduct> | null)?.product ?? null) !== null;

/** What is rendered, without the shop's own numbers of the products in it. */
export const publicContent = (content: ElementDecision['content']): ElementDecision['content'] => {
  const products: unknown = content['products'];
  if (!Array.isArray(products)) return content;
  return {
    ...content,
    products: products.map((found) => (isRecommended(found) ? publicProduct(found) : found)),
  };
};

/** A decision as anyone's browser may see it: without what is known of the customer, margins and stock. */
export const publicView = (response: ExperienceResponse): ExperienceResponse => ({
  ...response,
  elements: response.elements.map((element) => ({
    ...element,
    content: publicContent(element.content),
    reasons: element.reasons.map(publicReason),
  })),
});
