import type { SvgIconComponent } from '@mui/icons-material';
import ArrowDownwardIcon from '@mui/icons-material/ArrowDownward';
import ArrowUpwardIcon from '@mui/icons-material/ArrowUpward';
import ContentCopyIcon from '@mui/icons-material/ContentCopy';
import DeleteIcon from '@mui/icons-material/DeleteOutlined';
import DragIndicatorIcon from '@mui/icons-material/DragIndicator';
import { Box, IconButton, Tooltip } from '@mui/material';
import type { HTMLAttributes, Ref } from 'react';
import type { Path } from 'react-querybuilder';
import { useBuilder } from './context.ts';

type Props = {
  /** What the actions are about, for those who cannot see where they stand. */
  subject: string;
  path: Path;
  first: boolean;
  last: boolean;
};

type ActionProps = {
  label: string;
  icon: SvgIconComponent;
  name: string;
  disabled?: boolean;
  onClick: () => void;
};

const Action = ({ label, icon: Icon, name, disabled = false, onClick }: ActionProps) => (
  <Tooltip title={label} describeChild>
    <span>
      <IconButton size="small" aria-label={label} data-action={name} disabled={disabled} onClick={onClick}>
        <Icon sx={{ fontSize: 18 }} />
      </IconButton>
    </span>
  </Tooltip>
);

/** Move, duplicate and remove: everything that dragging does, and more, by button. */
export const NodeActions = ({ subject, path, first, last }: Props) => {
  const { move, duplicate, remove } = useBuilder();
  return (
    <Box sx={{ display: 'flex', flexShrink: 0, color: 'text.secondary' }} role="group" aria-label={subject}>
      <Action
        name="up"
        label="Move up"
        icon={ArrowUpwardIcon}
        disabled={first}
        onClick={() => move(path, 'up')}
      />
      <Action
        name="down"
        label="Move down"
        icon={ArrowDownwardIcon}
        disabled={last}
        onClick={() => move(path, 'down')}
      />
      <Action name="duplicate" label="Duplicate" icon={ContentCopyIcon} onClick={() => duplicate(path)} />
      <Action name="remove" label="Remove" icon={DeleteIcon} onClick={() => remove(path)} />
    </Box>
  );
};

/** Takes hold of a node with the pointer. The keyboard has the buttons instead. */
export const DragHandle = ({
  handle,
  attributes,
}: {
  handle: Ref<HTMLSpanElement> | undefined;
  attributes: HTMLAttributes<HTMLElement> | undefined;
}) => (
  <Box
    component="span"
    ref={handle}
    aria-hidden
    onPointerDown={attributes?.onPointerDown}
    sx={{ display: 'flex', color: 'text.disabled', cursor: 'grab', touchAction: 'none', ml: -0.5 }}
  >
    <DragIndicatorIcon fontSize="small" />
  </Box>
);
