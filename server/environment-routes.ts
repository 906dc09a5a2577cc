import { type RequestHandler, Router } from 'express';
import { scopeKey } from '#schemas/scope.ts';
import type { EnvironmentRoutes } from './app.ts';
import type { Environment } from './environment.ts';
import { analyticsAdminRoutes, analyticsRoutes } from './features/analytics/routes.ts';
import { auditRoutes } from './features/audit/routes.ts';
import { behaviorRoutes } from './features/behavior/routes.ts';
import { catalogAdminRoutes, catalogRoutes } from './features/catalog/routes.ts';
import { counterRoutes } from './features/counters/routes.ts';
import { customerRoutes } from './features/customers/routes.ts';
import { decisionRoutes } from './features/decisions/routes.ts';
import { demoRoutes } from './features/demo/routes.ts';
import { experienceRoutes } from './features/experience/routes.ts';
import { experimentAdminRoutes, experimentRoutes } from './features/experiments/routes.ts';
import { identityAdminRoutes, identityRoutes } from './features/identities/routes.ts';
import { insightAdminRoutes, insightRoutes } from './features/insights/routes.ts';
import { journeyRoutes } from './features/journeys/routes.ts';
import { liveEventRoutes } from './features/live-events/routes.ts';
import { ofrepRoutes } from './features/ofrep/routes.ts';
import { previewRoutes } from './features/previews/routes.ts';
import { privacyAdminRoutes } from './features/privacy/admin-routes.ts';
import { privacyRoutes } from './features/privacy/routes.ts';
import { profileRoutes } from './features/profile/routes.ts';
import { quarantineRoutes } from './features/quarantine/routes.ts';
import { recommendationRoutes } from './features/recommendations/routes.ts';
import { streamAddress } from './features/release-stream/routes.ts';
import { replayRoutes } from './features/replay/routes.ts';
import { ruleActivityRoutes } from './features/rule-activity/routes.ts';
import { ruleInsightRoutes } from './features/rule-insight/routes.ts';
import { segmentRoutes } from './features/segment-protocol/routes.ts';
import { segmentsRoutes } from './features/segments/routes.ts';
import { simulatorRoutes } from './features/simulator/routes.ts';
import { testCaseRoutes } from './features/test-cases/routes.ts';
import { webhookRoutes } from './features/webhooks/routes.ts';
import { type Auth, mayRead } from './platform/auth.ts';
import type { Clock } from './platform/clock.ts';
import { visitorOf } from './platform/visitor.ts';

type Dependencies = {
  environment: Environment;
  auth: Auth;
  secret: string;
  /** What Shopify signs webhooks to this environment with; null where no shop is connected. */
  shopifySecret?: string | null;
  clock: Clock;
};

const inOrder = (...routers: RequestHandler[]): Router => {
  const router = Router();
  router.use(...routers);
  return router;
};

/** The HTTP surfaces of one environment, over its services. */
export const createEnvironmentRoutes = ({
  environment,
  auth,
  secret,
  shopifySecret = null,
  clock,
}: Dependencies): EnvironmentRoutes => {
  const { analytics, behavior, catalog, customers, decisions, experience, experiments, privacy } =
    environment;
  const scope = scopeKey(environment.scope);
  const [requireDecide, requireTrack] = [auth.requireKey('decide'), auth.requireKey('track')];
  const [requireCatalog, requireRead] = [auth.requireKey('catalog'), auth.requireKey('read')];
  const requireUser = auth.requireUser();
  const requireAdmin = auth.requireUser('admin');
  return {
    personalization: inOrder(
      experienceRoutes({
        service: experience,
        requireDecide,
        requireTrack,
        requireRead,
        mayRead,
        track: behavior.track,
        scope,
        secret,
        clock,
      }),
      recommendationRoutes({ service: environment.recommendations, requireDecide, mayRead }),
      behaviorRoutes({ service: behavior, requireTrack, clock }),
      identityRoutes({ service: environment.identities, requireRead }),
      profileRoutes({ service: environment.profile, requireRead, requireTrack }),
      insightRoutes({ service: environment.insights, requireRead }),
      privacyRoutes({ service: privacy.service, personalExport: privacy.export, requireRead, requireTrack }),
      catalogRoutes({ service: catalog, requireCatalog }),
      analyticsRoutes({ service: analytics, requireRead }),
      experimentRoutes({ service: experiments, requireRead }),
    ),
    ofrep: ofrepRoutes({
      service: environment.ofrep,
      requireDecide,
      mayRead,
      streamAddress: streamAddress(secret),
    }),
    segment: segmentRoutes({
      service: environment.segment,
      requireTrack,
      visitorOf: (req) => visitorOf(req, behavior.settings()),
      clock,
    }),
    webhooks: webhookRoutes({ service: environment.webhooks, secret: shopifySecret, clock }),
    admin: inOrder(
      analyticsAdminRoutes({ service: analytics, requireUser }),
      catalogAdminRoutes({ service: catalog, requireUser }),
      counterRoutes({ service: environment.counters, requireUser }),
      customerRoutes({ service: customers, requireUser }),
      identityAdminRoutes({
        service: environment.identities,
        requireUser,
        requireEditor: auth.requireUser('editor', 'admin'),
      }),
      insightAdminRoutes({ service: environment.insights, requireUser }),
      liveEventRoutes({
        feed: environment.liveFeed,
        environment: environment.scope.environment,
        scope,
        secret,
        requireUser,
        clock,
      }),
      auditRoutes({ service: privacy.auditLog, requireUser }),
      privacyAdminRoutes({
        ...privacy,
        personalExport: privacy.export,
        requireUser,
        requireEditor: auth.requireUser('editor', 'admin'),
        requireAdmin,
      }),
      decisionRoutes({ service: decisions, requireUser }),
      experimentAdminRoutes({ service: experiments, requireUser }),
      journeyRoutes({ service: environment.journeys, requireUser }),
      previewRoutes({ service: environment.previews, requireEditor: auth.requireUser('editor', 'admin') }),
      quarantineRoutes({
        service: environment.quarantine,
        requireUser,
        requireEditor: auth.requireUser('editor', 'admin'),
      }),
      replayRoutes({ service: environment.replay, requireUser }),
      ruleInsightRoutes({ service: environment.ruleInsight, requireUser }),
      ruleActivityRoutes({ service: environment.ruleActivity, requireUser }),
      segmentsRoutes({
        service: environment.segments,
        requireUser,
        requireEditor: auth.requireUser('editor', 'admin'),
      }),
      simulatorRoutes({ service: environment.simulator, requireUser }),
      testCaseRoutes({
        service: environment.testCases,
        read: requireUser,
        write: auth.requireUser('editor', 'admin'),
      }),
      demoRoutes({ service: environment.demo, requireUser, requireAdmin }),
    ),
  };
};
