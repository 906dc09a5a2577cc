import { Alert, Button, LinearProgress, Stack, Typography } from '@mui/material';
import { useState } from 'react';
import { Confirm, useDataProvider, useListContext, useRefresh } from 'react-admin';
import type { RuleChange } from '#schemas/rule-activity.ts';
import { restoreDraft } from '../../document/restore-draft.ts';
import type { DocumentRecord } from '../../document/types.ts';
import { useAction } from '../../document/use-action.ts';
import { useUndoNotice } from '../../document/use-undo-notice.tsx';
import { Failure } from '../../ui/Loaded.tsx';
import { changeRules } from './change-rules.ts';
import { PublishRules } from './PublishRules.tsx';

const verbs = {
  enable: { label: 'Switch on', change: { enabled: true } },
  disable: { label: 'Switch off', change: { enabled: false } },
  archive: { label: 'Archive', change: { archived: true } },
} as const satisfies Record<string, { label: string; change: RuleChange }>;
type Verb = keyof typeof verbs;

const rules = (count: number): string => (count === 1 ? 'one rule' : `${count} rules`);

/** What can be done with the chosen rules at once; nothing of it goes live before it is published. */
export const BulkActions = () => {
  const { data = [], selectedIds, onUnselectItems } = useListContext<DocumentRecord>();
  const [asking, setAsking] = useState<Verb | 'publish' | undefined>(undefined);
  const dataProvider = useDataProvider();
  const tell = useUndoNotice();
  const refresh = useRefresh();
  const action = useAction(async (verb: Verb) => {
    const before = data.filter(({ id }) => selectedIds.includes(id));
    await changeRules(Object.fromEntries(selectedIds.map((id) => [String(id), verbs[verb].change])));
    tell(`${verbs[verb].label}: ${rules(selectedIds.length)}, as drafts. Publish to make it live.`, () =>
      Promise.all(before.map((record) => restoreDraft(dataProvider, 'rules', record))),
    );
    refresh();
  });
  if (selectedIds.length === 0) return null;
  const drafted = data.filter(({ id, draft }) => selectedIds.includes(id) && draft !== null);
  return (
    <Stack
      role="toolbar"
      aria-label="Chosen rules"
      direction="row"
      useFlexGap
      sx={{ gap: 1, px: 2, py: 1, alignItems: 'center', flexWrap: 'wrap', bgcolor: 'action.selected' }}
    >
      <Typography variant="body2" sx={{ fontWeight: 600 }}>
        {selectedIds.length} chosen
      </Typography>
      {(Object.keys(verbs) as Verb[]).map((verb) => (
        <Button key={verb} size="small" disabled={action.pending} onClick={() => setAsking(verb)}>
          {verbs[verb].label}
        </Button>
      ))}
      <Button
        size="small"
        variant="outlined"
        disabled={drafted.length === 0}
        title={drafted.length === 0 ? 'None of them has a draft.' : ''}
        onClick={() => setAsking('publish')}
      >
        {drafted.length === 0 ? 'No draft to publish' : `Publish ${rules(drafted.length)} …`}
      </Button>
      <Button size="small" color="inherit" onClick={() => onUnselectItems()}>
        Choose none
      </Button>
      {action.pending && <LinearProgress aria-label="Saving drafts" sx={{ width: '100%' }} />}
      {action.error !== undefined && <Failure error={action.error} />}
      <Confirm
        isOpen={asking !== undefined && asking !== 'publish'}
        title={`${asking && asking !== 'publish' ? verbs[asking].label : ''}: ${rules(selectedIds.length)}?`}
        content={
          <Alert severity="info" variant="outlined">
            It changes drafts. What is live stays until you publish.
          </Alert>
        }
        confirm={asking && asking !== 'publish' ? verbs[asking].label : ''}
        onConfirm={() => {
          if (asking && asking !== 'publish') void action.run(asking);
          setAsking(undefined);
        }}
        onClose={() => setAsking(undefined)}
      />
      {asking === 'publish' && <PublishRules records={drafted} onClose={() => setAsking(undefined)} />}
    </Stack>
  );
};
