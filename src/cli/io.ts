/** What the command line has of the outside world, apart from the audited tree. */
export interface Io {
  /** Takes the report and nothing else. */
  readonly stdout: (text: string) => void;
  /** Takes everything that is not the report. */
  readonly stderr: (text: string) => void;
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Whether standard output is a terminal. */
  readonly isTTY: boolean;
  /** Whether standard error is one; progress is shown nowhere else. */
  readonly isErrorTTY?: boolean;
  /** Whether people can answer questions: standard input and output are terminals. */
  readonly isInteractive?: boolean;
  /** Width of the terminal, 80 where there is none. */
  readonly columns: number;
}

/** What the process ends with. Never a count of findings. */
export const exitCode = { clean: 0, findings: 1, failed: 2, interrupted: 130 } as const;
