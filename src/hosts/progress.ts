/** What an audit is doing: listing files, reading them, linking what they say, holding the laws against it. */
export type Phase = 'discover' | 'read' | 'link' | 'laws';

/**
 * Told what an audit does while it works, in the same process and between two steps: it has to be quick.
 * @param done of `total`; both 0 where a phase has no steps
 */
export type Progress = (phase: Phase, done: number, total: number) => void;
