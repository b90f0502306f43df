/** How a listing for reading is laid out. */
export interface LayoutOptions {
  /** Whether the text may hold ANSI colours. */
  readonly color: boolean;
  /** Width of the terminal in columns. */
  readonly columns: number;
}
