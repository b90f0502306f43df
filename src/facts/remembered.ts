/** An answer that is worked out when it is first asked for. */
export function lazy<Answer>(compute: () => Answer): () => Answer {
  let known: { readonly answer: Answer } | undefined;
  return () => (known ??= { answer: compute() }).answer;
}

/** Answers that are kept: several laws ask the same of one endpoint or file. */
export function remembered<Subject, Answer>(compute: (subject: Subject) => Answer): (subject: Subject) => Answer {
  const known = new Map<Subject, Answer>();
  return (subject) => {
    let answer = known.get(subject);
    if (answer === undefined) known.set(subject, (answer = compute(subject)));
    return answer;
  };
}
