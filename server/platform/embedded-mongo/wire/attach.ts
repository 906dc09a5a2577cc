/** The command by which a process that started or joined the store says: live as long as this connection. */
export const ATTACH = 'attuneAttach';
