import { MenuItem, TextField } from '@mui/material';
import { chooseEnvironment, type EnvironmentName, environmentNames, useEnvironment } from '../environment.ts';

/** Which environment every screen shows. */
export const EnvironmentSwitch = () => (
  <TextField
    select
    label="Environment"
    value={useEnvironment()}
    onChange={(event) => chooseEnvironment(event.target.value as EnvironmentName)}
    sx={{ minWidth: 136, mx: 1 }}
  >
    {environmentNames.map((name) => (
      <MenuItem key={name} value={name}>
        {name}
      </MenuItem>
    ))}
  </TextField>
);
