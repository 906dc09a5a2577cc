import { Admin, CustomRoutes, Resource } from 'react-admin';
import { Route } from 'react-router';
import { AnalyticsRoute } from './analytics/index.ts';
import { apiKeys } from './api-keys/index.ts';
import { audit } from './audit/index.ts';
import { authProvider } from './auth-provider.ts';
import { customers } from './customers/index.ts';
import { dataProvider } from './data-provider.ts';
import { decisions } from './decisions/index.ts';
import { useEnvironment } from './environment.ts';
import { experiments } from './experiments/index.ts';
import { flags } from './flags/index.ts';
import { Home } from './home/Home.tsx';
import { journeys } from './journeys/index.ts';
import { Shell } from './layout/Shell.tsx';
import { UnknownAddress } from './layout/UnknownAddress.tsx';
import { LiveRoute } from './live/index.ts';
import { Login } from './login/Login.tsx';
import { metrics } from './metrics/index.ts';
import { conditions } from './named-conditions/index.ts';
import { placements } from './placements/index.ts';
import { privacyRequests } from './privacy/index.ts';
import { quarantine } from './quarantine/index.ts';
import { releases } from './releases/index.ts';
import { ReplayRoute } from './replay/index.ts';
import { rules } from './rules/index.ts';
import { segments } from './segments/index.ts';
import { settings } from './settings/index.ts';
import { SimulatorRoute } from './simulator/index.ts';
import { darkTheme, lightTheme } from './theme.ts';
import { variants } from './variants/index.ts';

const resources = [
  rules,
  journeys,
  segments,
  conditions,
  placements,
  variants,
  flags,
  experiments,
  metrics,
  customers,
  privacyRequests,
  audit,
  decisions,
  quarantine,
  apiKeys,
  releases,
  settings,
];

/** The whole admin; another environment starts it anew, so that nothing of the first stays on the screen. */
export const App = () => (
  <Admin
    key={useEnvironment()}
    dataProvider={dataProvider}
    authProvider={authProvider}
    layout={Shell}
    loginPage={Login}
    dashboard={Home}
    catchAll={UnknownAddress}
    theme={lightTheme}
    darkTheme={darkTheme}
    disableTelemetry
    requireAuth
  >
    {resources.map((resource) => (
      <Resource key={resource.name} {...resource} />
    ))}
    <CustomRoutes>
      <Route path="/analytics" element={<AnalyticsRoute />} />
      <Route path="/live" element={<LiveRoute />} />
      <Route path="/replay" element={<ReplayRoute />} />
      <Route path="/simulator" element={<SimulatorRoute />} />
    </CustomRoutes>
  </Admin>
);
