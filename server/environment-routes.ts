import { type RequestHandler, Router } from 'express';
import { scopeKey } from '#schemas/scope.ts';
import type { EnvironmentRoutes } from './app.ts';
import type { Environment } from './environment.ts';
import { analyticsAdminRoutes, analyticsRoutes } from './features/analytics/routes.ts';
import { behaviorRoutes } from './features/behavior/routes.ts';
import { catalogAdminRoutes, catalogRoutes } from './features/catalog/routes.ts';
import { customerRoutes } from './features/customers/routes.ts';
import { decisionRoutes } from './features/decisions/routes.ts';
import { demoRoutes } from './features/demo/routes.ts';
import { experienceRoutes } from './features/experience/routes.ts';
import { experimentAdminRoutes, experimentRoutes } from './features/experiments/routes.ts';
import { journeyRoutes } from './features/journeys/routes.ts';
import { ofrepRoutes } from './features/ofrep/routes.ts';
import { previewRoutes } from './features/previews/routes.ts';
import { profileRoutes } from './features/profile/routes.ts';
import { recommendationRoutes } from './features/recommendations/routes.ts';
import { streamAddress } from './features/release-stream/routes.ts';
import { replayRoutes } from './features/replay/routes.ts';
import { ruleInsightRoutes } from './features/rule-insight/routes.ts';
import { simulatorRoutes } from './features/simulator/routes.ts';
import { type Auth, mayRead } from './platform/auth.ts';
import type { Clock } from './platform/clock.ts';
import { verifyToken } from './platform/token.ts';

type Dependencies = { environment: Environment; auth: Auth; secret: string; clock: Clock };

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
  clock,
}: Dependencies): EnvironmentRoutes => {
  const { analytics, behavior, catalog, customers, decisions, experience, experiments } = environment;
  const scope = scopeKey(environment.scope);
  const [requireDecide, requireTrack] = [auth.requireKey('decide'), auth.requireKey('track')];
  const [requireCatalog, requireRead] = [auth.requireKey('catalog'), auth.requireKey('read')];
  const requireUser = auth.requireUser();
  const requireAdmin = auth.requireUser('admin');
  const token = (text: string) => verifyToken(text, secret);
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
      behaviorRoutes({ service: behavior, requireTrack, scope, clock, verifyToken: token }),
      profileRoutes({ service: environment.profile, requireRead }),
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
    admin: inOrder(
      analyticsAdminRoutes({ service: analytics, requireUser }),
      catalogAdminRoutes({ service: catalog, requireUser }),
      customerRoutes({ service: customers, requireUser }),
      decisionRoutes({ service: decisions, requireUser }),
      experimentAdminRoutes({ service: experiments, requireUser }),
      journeyRoutes({ service: environment.journeys, requireUser }),
      previewRoutes({ service: environment.previews, requireEditor: auth.requireUser('editor', 'admin') }),
      replayRoutes({ service: environment.replay, requireUser }),
      ruleInsightRoutes({ service: environment.ruleInsight, requireUser }),
      simulatorRoutes({ service: environment.simulator, requireUser }),
      demoRoutes({ service: environment.demo, requireUser, requireAdmin }),
    ),
  };
};
