import AddIcon from '@mui/icons-material/Add';
import CloseIcon from '@mui/icons-material/Close';
import { Box, Button, IconButton, Typography } from '@mui/material';
import { historyLimits, type Sequence } from '#schemas/history.ts';
import { DurationField } from './DurationField.tsx';
import { EventField, TimesFields, WindowFields } from './HistoryFields.tsx';
import { WhereFields } from './WhereFields.tsx';

type Props = { value: Sequence; error: boolean; onChange: (value: Sequence) => void };

const fewest = 2;

/** The events in their order, each with what it must be. */
const Steps = ({ value, error, onChange }: Props) => {
  const { steps } = value;
  const change = (next: Sequence['steps']): void => onChange({ ...value, steps: next });
  return (
    <>
      {steps.map((step, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a step is what it is by its place
        <Box key={index} role="group" aria-label={`Step ${index + 1}`} sx={{ display: 'grid', gap: 0.5 }}>
          <Box sx={{ display: 'flex', gap: 1, alignItems: 'center' }}>
            <Typography variant="body2" sx={{ minWidth: 36 }}>
              {index === 0 ? 'did' : 'then'}
            </Typography>
            <Box sx={{ flex: '1 1 140px', minWidth: 0, maxWidth: 260 }}>
              <EventField
                label={`Event of step ${index + 1}`}
                value={step.event}
                error={error}
                onChange={(event) => change(steps.with(index, { ...step, event }))}
              />
            </Box>
            {steps.length > fewest && (
              <IconButton
                size="small"
                aria-label={`Remove step ${index + 1}`}
                onClick={() => change(steps.toSpliced(index, 1))}
              >
                <CloseIcon sx={{ fontSize: 18 }} />
              </IconButton>
            )}
          </Box>
          <Box sx={{ ml: 5.5 }}>
            <WhereFields step={step} error={error} onChange={(next) => change(steps.with(index, next))} />
          </Box>
        </Box>
      ))}
      {steps.length < historyLimits.steps && (
        <Button
          size="small"
          startIcon={<AddIcon />}
          sx={{ justifySelf: 'start' }}
          onClick={() => change([...steps, { event: 'order_completed' }])}
        >
          Step
        </Button>
      )}
    </>
  );
};

/** Events in order, within a time from the first, and how often all of it was done. */
export const SequenceEditor = (props: Props) => {
  const { value, error, onChange } = props;
  const last = (window: string | undefined): void => {
    const { last: _, ...rest } = value;
    onChange(window === undefined ? rest : { ...value, last: window });
  };
  return (
    <Box sx={{ display: 'grid', gap: 1 }}>
      <Steps {...props} />
      <Box
        role="group"
        aria-label="All of it within"
        sx={{ display: 'flex', gap: 1, alignItems: 'center', flexWrap: 'wrap' }}
      >
        <Typography variant="body2">all within</Typography>
        <DurationField
          value={value.within}
          error={error}
          onChange={(within) => onChange({ ...value, within })}
        />
      </Box>
      <Box sx={{ display: 'flex', gap: 1, flexWrap: 'wrap' }}>
        <TimesFields value={value} error={error} onChange={onChange} />
        <WindowFields value={value.last} error={error} onChange={last} />
      </Box>
    </Box>
  );
};
