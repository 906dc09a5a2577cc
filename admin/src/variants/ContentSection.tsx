import { Alert, Box, Button, Stack, Typography } from '@mui/material';
import { useState } from 'react';
import { faultsUnder } from '../document/faults.ts';
import { setIn } from '../document/set-in.ts';
import type { FormProps } from '../document/types.ts';
import { choiceNamed } from '../fields/ChoiceField.tsx';
import type { JsonSchema } from '../fields/json-schema.ts';
import { SchemaField } from '../fields/SchemaField.tsx';
import { SchemaFields } from '../fields/SchemaFields.tsx';
import { SuggestField } from '../fields/SuggestField.tsx';
import type { Suggest } from '../fields/schema-field.ts';
import { Section } from '../ui/Section.tsx';
import { Preview } from './Preview.tsx';
import { RenditionTable } from './RenditionTable.tsx';
import {
  contentOf,
  everywhere,
  fallbacks,
  ownAt,
  type Place,
  placeName,
  placeOf,
  type Renderable,
  renderableOf,
  renditionFor,
  renditionsIn,
  type Source,
  sourceName,
  unreachable,
} from './renditions.ts';

const content: JsonSchema = { type: 'object', additionalProperties: {} };
const channels = ['web', 'app', 'email', 'sms', 'push', 'pos'].map(choiceNamed);
const locales = ['en', 'de', 'de-AT', 'fr', 'es', 'it', 'nl', 'pl', 'pt', 'ja'].map(choiceNamed);

type Props = Omit<FormProps, 'isNew'> & { suggest: Suggest };

/** Which channel and locale are looked at; any may be written. */
const PlacePicker = ({ place, onChange }: { place: Place; onChange: (place: Place) => void }) => (
  <Box
    sx={{ display: 'grid', gap: 2, gridTemplateColumns: 'repeat(auto-fill, minmax(min(210px, 100%), 1fr))' }}
  >
    <SuggestField
      label="Channel"
      value={place.channel}
      choices={channels}
      help="any when empty; a request that says none counts as web"
      onChange={(channel) => onChange({ ...place, channel })}
    />
    <SuggestField
      label="Locale"
      value={place.locale}
      choices={locales}
      help="any when empty; a language fits all its regions"
      onChange={(locale) => onChange({ ...place, locale })}
    />
  </Box>
);

const pathOf = (source: Source): (string | number)[] =>
  source === 'content' ? ['content'] : ['renditions', source, 'content'];

type EditorProps = Props & { variant: Renderable; place: Place; onChoose: (place: Place) => void };

/** Where a place has nothing of its own: to give it something, or to edit what it gets. */
const Inherited = ({ body, variant, place, onChange, onChoose }: EditorProps) => {
  const source = fallbacks(variant, place)[0] ?? 'content';
  const from = source === 'content' ? everywhere : placeOf(variant.renditions[source]!);
  return (
    <Stack direction="row" useFlexGap sx={{ flexWrap: 'wrap', gap: 1, alignItems: 'center' }}>
      <Typography variant="body2">{`There is no rendition for ${placeName(place)}.`}</Typography>
      <Button
        size="small"
        variant="outlined"
        onClick={() =>
          onChange({ ...body, renditions: [...renditionsIn(body), renditionFor(variant, place)] })
        }
      >
        Add this rendition
      </Button>
      <Button size="small" onClick={() => onChoose(from)}>
        Edit {sourceName(variant, source)}
      </Button>
    </Stack>
  );
};

const Editor = (props: EditorProps) => {
  const { body, variant, place, faults, suggest, onChange, onChoose } = props;
  const own = ownAt(variant, place);
  if (own === undefined) return <Inherited {...props} />;
  const remove = (): void => {
    onChange(
      setIn(
        body,
        ['renditions'],
        renditionsIn(body).filter((_, index) => index !== own),
      ) as typeof body,
    );
    onChoose(everywhere);
  };
  return (
    <Box>
      <SchemaField
        name="content"
        schema={{
          ...content,
          description:
            own === 'content'
              ? 'for every channel and locale that has no rendition'
              : `for ${placeName(place)}; it stands for the whole content, not for parts of it`,
        }}
        value={contentOf(variant, own)}
        beside={body}
        required
        faults={faultsUnder(faults, pathOf(own))}
        suggest={suggest}
        Fields={SchemaFields}
        onChange={(next) => onChange(setIn(body, pathOf(own), next) as typeof body)}
      />
      {own !== 'content' && (
        <Button size="small" color="error" sx={{ mt: 1 }} onClick={remove}>
          Remove the rendition for {placeName(place)}
        </Button>
      )}
    </Box>
  );
};

const Unreachable = ({ body, variant, onChange }: Pick<EditorProps, 'body' | 'variant' | 'onChange'>) => (
  <>
    {unreachable(variant).map((index) => (
      <Alert
        key={index}
        severity="warning"
        variant="outlined"
        action={
          <Button
            color="inherit"
            size="small"
            onClick={() =>
              onChange({ ...body, renditions: renditionsIn(body).filter((_, at) => at !== index) })
            }
          >
            Remove
          </Button>
        }
      >
        {`Rendition ${index + 1} is never served: an earlier one is for ${placeName(placeOf(variant.renditions[index]!))} too.`}
      </Alert>
    ))}
  </>
);

/** The content of a variant, as every channel and locale gets it. */
export const ContentSection = (props: Props) => {
  const variant = renderableOf(props.body);
  const [place, setPlace] = useState(everywhere);
  const { channels: allowed } = props.body;
  const isShut = place.channel !== '' && Array.isArray(allowed) && !allowed.includes(place.channel);
  return (
    <Section title="Content" hint="and its renditions by channel and locale">
      <Stack spacing={2}>
        <RenditionTable variant={variant} chosen={place} onChoose={setPlace} />
        <Unreachable {...props} variant={variant} />
        <PlacePicker place={place} onChange={setPlace} />
        {isShut && (
          <Alert severity="info">{`It is not shown on ${place.channel}: see the channels above.`}</Alert>
        )}
        <Preview variant={variant} place={place} recommend={props.body['recommend']} />
        <Editor {...props} variant={variant} place={place} onChoose={setPlace} />
      </Stack>
    </Section>
  );
};
