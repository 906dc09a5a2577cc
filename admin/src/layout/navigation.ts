import type { SvgIconComponent } from '@mui/icons-material';
import JourneyIcon from '@mui/icons-material/AccountTree';
import AnalyticsIcon from '@mui/icons-material/BarChart';
import LiveIcon from '@mui/icons-material/Bolt';
import DocsIcon from '@mui/icons-material/Description';
import AuditIcon from '@mui/icons-material/FactCheck';
import ConditionIcon from '@mui/icons-material/FilterAlt';
import FlagIcon from '@mui/icons-material/Flag';
import SegmentIcon from '@mui/icons-material/Groups';
import HomeIcon from '@mui/icons-material/Home';
import DecisionIcon from '@mui/icons-material/Insights';
import KeyIcon from '@mui/icons-material/Key';
import ReleaseIcon from '@mui/icons-material/LocalOffer';
import MetricIcon from '@mui/icons-material/MonitorHeart';
import CustomerIcon from '@mui/icons-material/People';
import SimulatorIcon from '@mui/icons-material/PlayCircleOutline';
import PrivacyIcon from '@mui/icons-material/PrivacyTip';
import ReplayIcon from '@mui/icons-material/Replay';
import QuarantineIcon from '@mui/icons-material/ReportProblem';
import RuleIcon from '@mui/icons-material/Rule';
import ExperimentIcon from '@mui/icons-material/Science';
import SettingsIcon from '@mui/icons-material/Settings';
import PlacementIcon from '@mui/icons-material/ViewQuilt';
import VariantIcon from '@mui/icons-material/Wallpaper';

type Item = { label: string; to: string; icon: SvgIconComponent; external?: true };
type Group = { label?: string; items: readonly Item[] };

/** The screens there are, in the groups of the people who use them. */
export const navigation: readonly Group[] = [
  { items: [{ label: 'Home', to: '/', icon: HomeIcon }] },
  {
    label: 'Personalize',
    items: [
      { label: 'Rules', to: '/rules', icon: RuleIcon },
      { label: 'Journeys', to: '/journeys', icon: JourneyIcon },
      { label: 'Segments', to: '/segments', icon: SegmentIcon },
      { label: 'Conditions', to: '/conditions', icon: ConditionIcon },
      { label: 'Placements', to: '/placements', icon: PlacementIcon },
      { label: 'Variants', to: '/variants', icon: VariantIcon },
      { label: 'Flags', to: '/flags', icon: FlagIcon },
    ],
  },
  {
    label: 'Measure',
    items: [
      { label: 'Experiments', to: '/experiments', icon: ExperimentIcon },
      { label: 'Metrics', to: '/metrics', icon: MetricIcon },
      { label: 'Analytics', to: '/analytics', icon: AnalyticsIcon },
    ],
  },
  {
    label: 'Customers',
    items: [
      { label: 'Customers', to: '/customers', icon: CustomerIcon },
      { label: 'Privacy requests', to: '/privacy-requests', icon: PrivacyIcon },
    ],
  },
  {
    label: 'Develop',
    items: [
      { label: 'Simulator', to: '/simulator', icon: SimulatorIcon },
      { label: 'Decisions', to: '/decisions', icon: DecisionIcon },
      { label: 'Live events', to: '/live', icon: LiveIcon },
      { label: 'Replay', to: '/replay', icon: ReplayIcon },
      { label: 'Quarantine', to: '/quarantine', icon: QuarantineIcon },
      { label: 'API keys', to: '/api-keys', icon: KeyIcon },
      { label: 'API docs', to: '/api/docs', icon: DocsIcon, external: true },
    ],
  },
  {
    label: 'Admin',
    items: [
      { label: 'Releases', to: '/releases', icon: ReleaseIcon },
      { label: 'Audit log', to: '/audit', icon: AuditIcon },
      { label: 'Settings', to: '/settings', icon: SettingsIcon },
    ],
  },
];
