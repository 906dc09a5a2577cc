import { MenuItem, TextField } from '@mui/material';
import { chooseEnvironment, type EnvironmentName, environmentNames, useEnvironment } from '../environment.ts';

/** Which environment every screen shows. */
export const EnvironmentSwitch = () => (
  <TextField
    select
    label="Environment"
    value={useEnvironment()}
    onChange={(event) => chooseEnvironment(event.target.value as EnvironmentName)}
    sx={{ width: { xs: 138, sm: 'auto' }, minWidth: { sm: 136 }, mx: { xs: 0.5, sm: 1 } }}
  >
    {environmentNames.map((name) => (
      <MenuItem key={name} value={name}>
        {name}
      </MenuItem>
    ))}
  </TextField>
);
