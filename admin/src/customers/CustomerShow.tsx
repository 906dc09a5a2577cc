import { Box, Button, Chip, Stack } from '@mui/material';
import { useGetOne } from 'react-admin';
import { Link, useParams } from 'react-router';
import { simulationOf } from '../simulator/address.ts';
import { DemoChip } from '../ui/DemoChip.tsx';
import { formatTime, humanize } from '../ui/format.ts';
import { Hashed } from '../ui/Hashed.tsx';
import { subjectOf } from '../ui/identity.ts';
import { Failure, Placeholder } from '../ui/Loaded.tsx';
import { PageHeader } from '../ui/PageHeader.tsx';
import { BehaviorSection } from './BehaviorSection.tsx';
import { ConsentChips } from './ConsentChips.tsx';
import { ConsentHistory } from './ConsentHistory.tsx';
import { DemographicSection } from './DemographicSection.tsx';
import { Facets } from './Facets.tsx';
import { Highlights } from './Highlights.tsx';
import { Inferences } from './Inferences.tsx';
import { InsightSection } from './InsightSection.tsx';
import { IdentitySection } from './identities/IdentitySection.tsx';
import { PrivacySection } from './PrivacySection.tsx';
import { Segments } from './Segments.tsx';
import { Timeline } from './Timeline.tsx';
import type { CustomerRecord } from './types.ts';

const customerList = { label: 'Customers', to: '/customers' };

/** Everything known of one customer. */
export const CustomerShow = () => {
  const { id = '' } = useParams();
  const { data: profile, error, refetch } = useGetOne<CustomerRecord>('customers', { id }, { retry: false });
  if (profile === undefined)
    return (
      <>
        <PageHeader title={subjectOf(id)} parent={customerList} />
        {error ? <Failure error={error} retry={refetch} /> : <Placeholder rows={4} />}
      </>
    );
  const simulation = simulationOf(profile.identities);
  const { withheld = [] } = profile;
  return (
    <>
      <PageHeader
        title={profile.subject}
        parent={customerList}
        subtitle={`${profile.id} · first seen ${formatTime(profile.firstSeenAt)} · last seen ${formatTime(profile.lastSeenAt)}`}
        actions={
          simulation && (
            <Button component={Link} to={simulation} variant="outlined">
              Simulate
            </Button>
          )
        }
        badges={
          <>
            <Chip
              size="small"
              variant="outlined"
              label={
                profile.identities.some((identity) => identity.startsWith('customer_id:'))
                  ? 'known'
                  : 'anonymous'
              }
            />
            {profile.identities.slice(1).map((identity) => (
              <Chip key={identity} size="small" variant="outlined" label={<Hashed>{identity}</Hashed>} />
            ))}
            {profile.gate && profile.gate !== 'open' && (
              <Chip size="small" variant="outlined" color="warning" label={humanize(profile.gate)} />
            )}
            {profile.restrictedAt && (
              <Chip size="small" variant="outlined" color="error" label="restricted" />
            )}
            {profile.demo && <DemoChip />}
          </>
        }
      />
      <Stack spacing={2} sx={{ pb: 4 }}>
        {profile.consentNow && <ConsentChips consent={profile.consentNow} />}
        <Highlights profile={profile} />
        <Box
          sx={{
            display: 'grid',
            gap: 2,
            gridTemplateColumns: { xs: '1fr', lg: '1fr 1fr' },
            alignItems: 'start',
          }}
        >
          <Stack spacing={2} sx={{ minWidth: 0 }}>
            <InsightSection id={id} />
            {profile.picture && (
              <Inferences psychographics={profile.picture.psychographics} withheld={withheld} />
            )}
            {profile.picture && <BehaviorSection profile={profile} picture={profile.picture} />}
            {profile.picture && (
              <DemographicSection profile={profile} demographics={profile.picture.demographics} />
            )}
            <Facets profile={profile} />
          </Stack>
          <Stack spacing={2} sx={{ minWidth: 0 }}>
            {profile.segmentReasons && <Segments segments={profile.segmentReasons} withheld={withheld} />}
            <IdentitySection customer={profile} />
            <ConsentHistory id={profile.id} />
            <PrivacySection
              id={profile.id}
              identities={profile.identities}
              restrictedAt={profile.restrictedAt}
            />
            <Timeline id={id} />
          </Stack>
        </Box>
      </Stack>
    </>
  );
};
