import { Box, Typography } from '@mui/material';
import { Settings } from '#schemas/settings.ts';
import { FactTable } from '../ui/FactTable.tsx';
import { humanize } from '../ui/format.ts';
import { Section } from '../ui/Section.tsx';

type Leaf = readonly [string, string];

const isPlain = (value: unknown): boolean => typeof value !== 'object' || value === null;

const leaves = (value: unknown, path: string[] = []): Leaf[] => {
  const name = path.map(humanize).join(' › ');
  if (isPlain(value)) return [[name, String(value)]];
  if (Array.isArray(value) && value.every(isPlain)) return [[name, value.join(', ') || 'none']];
  return Object.entries(value as object).flatMap(([key, inner]) => leaves(inner, [...path, key]));
};

const leavesOf = ({ key: _key, name: _name, ...settings }: Settings): Leaf[] => leaves(settings);

const defaults = new Set(leavesOf(Settings.parse({})).map(String));

/** The settings that are not as they come. */
export const SettingsRail = ({ body }: { body: Settings }) => {
  const changed = leavesOf(body).filter((leaf) => !defaults.has(String(leaf)));
  return (
    <Section title="Not the default">
      {changed.length === 0 ? (
        <Typography variant="body2" color="text.secondary">
          Every setting is as it comes.
        </Typography>
      ) : (
        <Box component="dl" sx={{ m: 0, overflowWrap: 'anywhere' }}>
          {changed.map(([name, value]) => (
            <Box key={name} sx={{ mb: 1 }}>
              <Typography component="dt" variant="caption" color="text.secondary">
                {name}
              </Typography>
              <Typography component="dd" variant="body2" sx={{ m: 0, fontWeight: 600 }}>
                {value}
              </Typography>
            </Box>
          ))}
        </Box>
      )}
    </Section>
  );
};

/** Every setting with the value that holds, defaults included. */
export const SettingsSummary = ({ body }: { body: Settings }) => (
  <Section title="What holds" hint="defaults included">
    <FactTable facts={leavesOf(body)} />
  </Section>
);
