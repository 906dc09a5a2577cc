import { Button, Stack, Typography } from '@mui/material';
import { useState } from 'react';
import { complaintAt, type Fault, faultsUnder } from '../document/faults.ts';
import { parseJson } from '../document/parse-json.ts';
import { choiceOf, useDocuments } from '../document/use-documents.ts';
import { JsonEditor } from '../editor/LazyEditor.tsx';
import { ChoiceField } from '../fields/ChoiceField.tsx';
import { DateTimeField, ownTimeZone } from '../fields/DateTimeField.tsx';
import { JsonField } from '../fields/JsonField.tsx';
import { ListField } from '../fields/ListField.tsx';
import { SuggestField } from '../fields/SuggestField.tsx';
import { TextInput } from '../fields/TextInput.tsx';
import { Section } from '../ui/Section.tsx';
import { ArchetypePicker } from './ArchetypePicker.tsx';
import { isValues, modes, nothingAsked, type SimulationInput } from './address.ts';
import { CustomerPicker } from './CustomerPicker.tsx';

type Props = {
  asked: SimulationInput;
  faults: readonly Fault[];
  busy: boolean;
  ask: (input: SimulationInput) => void;
};

/** Fields whose text means nothing. */
type Broken = { context: boolean; goals: boolean };

const readObject = (text: string): unknown => {
  const value = parseJson(text);
  return isValues(value) ? value : undefined;
};

/** Why the question cannot be asked yet; null when it can. */
const obstacleOf = (
  { customer, visitor }: SimulationInput,
  overrides: unknown,
  broken: Broken,
): string | null => {
  if (customer === '' && visitor === '') return 'Name a customer first';
  if (broken.context) return 'The context is not a JSON object';
  if (broken.goals) return 'The goals are not a JSON object';
  return isValues(overrides) ? null : 'What is supposed is not a JSON object';
};

const pagesOf = (placements: readonly { body?: unknown }[]): string[] => [
  ...new Set(placements.flatMap(({ body }) => (body as { pages?: string[] } | undefined)?.pages ?? [])),
];

const example = '{"profile": {"traits": {"plan": "gold"}, "counters": {"orders": 7}, "segments": ["vip"]}}';

/** For whom, where, when, with what: everything a decision is made of. */
export const SimulatorForm = ({ asked, faults, busy, ask }: Props) => {
  const [input, setInput] = useState(asked);
  const [written, setWritten] = useState(() => JSON.stringify(asked.overrides, null, 2));
  const [isContextBroken, setContextBroken] = useState(false);
  const [areGoalsBroken, setGoalsBroken] = useState(false);
  const placements = useDocuments('placements');
  const overrides = parseJson(written);
  const obstacle = obstacleOf(input, overrides, { context: isContextBroken, goals: areGoalsBroken });
  const change = (part: Partial<SimulationInput>): void => setInput((before) => ({ ...before, ...part }));
  const helpFor = (...path: string[]) => {
    const complaint = complaintAt(faults, path);
    return { error: complaint !== undefined, ...(complaint !== undefined && { help: complaint }) };
  };
  const submit = (): void => {
    if (obstacle === null && isValues(overrides)) ask({ ...input, overrides });
  };
  return (
    <Section title="Question">
      <Stack
        component="form"
        spacing={2}
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        <ArchetypePicker
          onPick={(picked) => {
            change(picked);
            setWritten(JSON.stringify(picked.overrides, null, 2));
          }}
        />
        <CustomerPicker value={input.customer} onChange={(customer) => change({ customer })} />
        <TextInput
          label="Anonymous id"
          value={input.visitor}
          onChange={(visitor) => change({ visitor })}
          {...helpFor('anonymous_id')}
        />
        <SuggestField
          label="Page"
          value={input.page}
          choices={pagesOf(placements).map((page) => ({ value: page, label: page }))}
          onChange={(page) => change({ page })}
          {...helpFor('page_type')}
        />
        <ListField
          label="Placements"
          help="all of the page when there is none"
          value={input.elements}
          choices={placements.map(choiceOf)}
          onChange={(elements) => change({ elements: elements.map(String) })}
          {...helpFor('elements_to_personalize')}
        />
        <JsonField
          label="Context"
          help={'as the storefront sends it: {"device": "mobile"}'}
          value={input.context}
          read={readObject}
          complaint='Not a JSON object, such as {"device": "mobile"}'
          onBroken={setContextBroken}
          onChange={(context) => isValues(context) && change({ context })}
          {...helpFor('context')}
        />
        <JsonField
          label="Goals"
          help="the settings' own when empty"
          value={input.goals}
          read={readObject}
          complaint='Not a JSON object, such as {"drive_conversions": 1}'
          onBroken={setGoalsBroken}
          onChange={(goals) => isValues(goals) && change({ goals })}
          {...helpFor('personalization_goals')}
        />
        <DateTimeField
          label="Time"
          help={`now when empty; by your clock (${ownTimeZone()}). The profile is as it is now.`}
          value={input.at === '' ? undefined : input.at}
          onChange={(at) => change({ at: at ?? '' })}
          {...helpFor('at')}
        />
        <ChoiceField
          label="Decide with"
          value={input.mode}
          choices={modes}
          onChange={(mode) =>
            change({ mode: modes.find(({ value }) => value === mode)?.value ?? nothingAsked.mode })
          }
        />
        <TextInput
          label="Chance"
          help="the id of a decision draws as it did"
          value={input.chance}
          onChange={(chance) => change({ chance })}
          {...helpFor('chance')}
        />
        <div>
          <Typography variant="body2" sx={{ fontWeight: 600 }}>
            Suppose
          </Typography>
          <Typography variant="body2" color="text.secondary" sx={{ mb: 1, overflowWrap: 'anywhere' }}>
            Facts in place of what is known: profile, session, cart, time; consent and assignments too. Such
            as <code>{example}</code>
          </Typography>
          <JsonEditor
            label="Overrides as JSON"
            value={written}
            onChange={setWritten}
            faults={faultsUnder(faults, ['overrides'])}
          />
        </div>
        <Button type="submit" variant="contained" disabled={busy || obstacle !== null}>
          {busy ? 'Deciding' : (obstacle ?? 'Simulate')}
        </Button>
      </Stack>
    </Section>
  );
};
