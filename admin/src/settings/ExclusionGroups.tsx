import { Box, Stack, Typography } from '@mui/material';
import { Key } from '#schemas/key.ts';
import { faultsUnder } from '../document/faults.ts';
import { setIn } from '../document/set-in.ts';
import { useDocuments } from '../document/use-documents.ts';
import { blankOf } from '../fields/json-schema.ts';
import { NameAdder } from '../fields/NameAdder.tsx';
import type { SchemaFieldProps } from '../fields/schema-field.ts';
import { GroupCard } from './GroupCard.tsx';

type Groups = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

const complaintAbout = (name: string, groups: Groups): string | undefined => {
  if (Object.hasOwn(groups, name)) return 'There is a group of this name';
  return Key.safeParse(name).error?.issues[0]?.message;
};

/** The exclusion groups of the settings; which experiment takes which part is said by the experiment. */
export const ExclusionGroups = (props: Omit<SchemaFieldProps, 'name' | 'required' | 'beside'>) => {
  const { schema, faults, suggest, Fields, onChange } = props;
  const experiments = useDocuments('experiments');
  const groups = (props.value ?? {}) as Groups;
  const item = typeof schema.additionalProperties === 'object' ? schema.additionalProperties : {};
  return (
    <Stack spacing={2}>
      <Typography variant="body2" color="text.secondary">
        Each customer is in one experiment of a group at most. The group hashes every customer to a point
        between 0 and 100%, and each of its experiments owns parts of that line.
      </Typography>
      {Object.entries(groups).map(([name, group]) => (
        <GroupCard
          key={name}
          group={name}
          experiments={experiments}
          onRemove={() => onChange(setIn(groups, [name], undefined))}
        >
          <Fields
            schema={item}
            value={group}
            faults={faultsUnder(faults, [name])}
            suggest={suggest}
            onChange={(next) => onChange(setIn(groups, [name], next))}
          />
        </GroupCard>
      ))}
      <Box>
        <NameAdder
          label="Key of a new group"
          action="Add a group"
          choices={[]}
          complaintOf={(name) => complaintAbout(name, groups)}
          onAdd={(name) => onChange({ ...groups, [name]: blankOf(item) })}
        />
      </Box>
    </Stack>
  );
};
