import { TextField, type TextFieldProps } from '@mui/material';
import { useEffect, useState } from 'react';
import { useListContext } from 'react-admin';

type Props = { source: string; label: string } & Pick<TextFieldProps, 'slotProps' | 'sx'>;

/** A text that narrows a list, kept in the address with its other filters. */
export const TextFacet = ({ source, label, ...look }: Props) => {
  const { filterValues, setFilters } = useListContext();
  const asked: string = filterValues[source] ?? '';
  const [text, setText] = useState(asked);
  // clearing all filters clears the field too
  useEffect(() => {
    if (asked === '') setText('');
  }, [asked]);
  const search = (wanted: string): void => {
    setText(wanted);
    const { [source]: _, ...others } = filterValues;
    setFilters(wanted === '' ? others : { ...others, [source]: wanted });
  };
  return (
    <TextField
      type="search"
      label={label}
      value={text}
      onChange={(event) => search(event.target.value)}
      {...look}
    />
  );
};
