import { Alert, Box, Button, Card, Stack, TextField, Typography } from '@mui/material';
import { type FormEvent, useState } from 'react';
import { useLogin } from 'react-admin';
import { useAction } from '../document/use-action.ts';
import { Mark } from '../layout/Mark.tsx';

type Credentials = { username: string; password: string };

const messageOf = (error: unknown): string =>
  error instanceof Error && error.message !== '' ? error.message : 'The server did not answer. Try again.';

export const Login = () => {
  const login = useLogin();
  const [credentials, setCredentials] = useState<Credentials>({ username: '', password: '' });
  const signIn = useAction(async (input: Credentials) => {
    await login(input);
  });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    signIn.run(credentials);
  };
  return (
    <Box
      component="main"
      sx={{
        minHeight: '100vh',
        display: 'grid',
        placeItems: 'center',
        p: 2,
        bgcolor: 'background.default',
      }}
    >
      <title>Sign in · Attune</title>
      <Card sx={{ width: '100%', maxWidth: 400, p: 4 }}>
        <Stack direction="row" spacing={1.5} sx={{ alignItems: 'center', mb: 1 }}>
          <Mark size={36} />
          <Typography variant="h1">Attune</Typography>
        </Stack>
        <Typography color="text.secondary" variant="body2" sx={{ mb: 3 }}>
          Decide what each customer sees, and prove that it helped.
        </Typography>
        <form onSubmit={submit}>
          <Stack spacing={2}>
            {signIn.error !== undefined && (
              <Alert severity="error" variant="outlined">
                {messageOf(signIn.error)}
              </Alert>
            )}
            <TextField
              autoFocus
              required
              type="email"
              label="E-mail"
              autoComplete="username"
              size="medium"
              value={credentials.username}
              onChange={(event) => setCredentials({ ...credentials, username: event.target.value })}
            />
            <TextField
              required
              type="password"
              label="Password"
              autoComplete="current-password"
              size="medium"
              value={credentials.password}
              onChange={(event) => setCredentials({ ...credentials, password: event.target.value })}
            />
            <Button type="submit" variant="contained" size="large" disabled={signIn.pending}>
              {signIn.pending ? 'Signing in …' : 'Sign in'}
            </Button>
          </Stack>
        </form>
      </Card>
    </Box>
  );
};
