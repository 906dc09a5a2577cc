import { StatusFacet } from '../../document/StatusFacet.tsx';
import { PlacementFacet } from '../../placements/PlacementFacet.tsx';
import { Facet } from '../../ui/Facet.tsx';
import { humanize } from '../../ui/format.ts';

const actions = [
  'include',
  'exclude',
  'pin',
  'boost',
  'set',
  'recommend',
  'boost_products',
  'exclude_products',
] as const;

/** Narrows the rules by what became of them, where they act and what they do. */
export const RuleFacets = () => (
  <>
    <StatusFacet />
    <PlacementFacet />
    <Facet
      source="action"
      label="Action"
      choices={actions.map((value) => ({ label: humanize(value), value }))}
    />
    <Facet
      source="switched"
      label="Switched"
      choices={[
        { label: 'on', value: 'on' },
        { label: 'off', value: 'off' },
      ]}
    />
  </>
);
