import type { ReactNode } from 'react';
import { Failure, Placeholder } from '../ui/Loaded.tsx';
import { Section } from '../ui/Section.tsx';
import type { Answer } from './use-answer.ts';

type Props<Value> = { title: string; answer: Answer<Value>; children: (value: Value) => ReactNode };

const Content = <Value,>({ answer, children }: Omit<Props<Value>, 'title'>) => {
  if (answer.state === 'failed') return <Failure error={answer.error} retry={answer.retry} />;
  if (answer.state !== 'known') return <Placeholder rows={1} />;
  return children(answer.value);
};

/** A card for an answer: waiting, failed, or there; no card where the server does not answer such questions. */
export const AnswerSection = <Value,>({ title, answer, children }: Props<Value>) =>
  answer.state === 'absent' ? null : (
    <Section title={title}>
      <Content answer={answer}>{children}</Content>
    </Section>
  );
