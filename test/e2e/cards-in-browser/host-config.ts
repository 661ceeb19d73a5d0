/** Colours of a Teams theme, close enough to judge a card by. */
export interface Theme {
  readonly name: "light" | "dark" | "contrast";
  readonly page: string;
  readonly card: string;
  readonly border: string;
  readonly text: string;
  readonly subtle: string;
  readonly attention: string;
  readonly link: string;
  readonly boxes: Readonly<
    Record<"emphasis" | "good" | "attention" | "warning" | "accent", string>
  >;
}

export const THEMES: readonly Theme[] = [
  {
    name: "light",
    page: "#f5f5f5",
    card: "#ffffff",
    border: "#d1d1d1",
    text: "#242424",
    subtle: "#616161",
    attention: "#b10e1c",
    link: "#4f52b2",
    boxes: {
      emphasis: "#f0f0f0",
      good: "#e9f5e5",
      attention: "#fcf0f1",
      warning: "#fdf6e3",
      accent: "#e8ebfa",
    },
  },
  {
    name: "dark",
    page: "#1f1f1f",
    card: "#292929",
    border: "#525252",
    text: "#ffffff",
    subtle: "#adadad",
    attention: "#f8a7b2",
    link: "#9ea2ff",
    boxes: {
      emphasis: "#3d3d3d",
      good: "#1d3a1b",
      attention: "#4b2327",
      warning: "#463a12",
      accent: "#2f2f4a",
    },
  },
  {
    name: "contrast",
    page: "#000000",
    card: "#000000",
    border: "#ffffff",
    text: "#ffffff",
    subtle: "#ffffff",
    attention: "#ffff01",
    link: "#ffff01",
    boxes: {
      emphasis: "#000000",
      good: "#000000",
      attention: "#000000",
      warning: "#000000",
      accent: "#000000",
    },
  },
];

const fontSizes = { small: 12, default: 14, medium: 16, large: 18, extraLarge: 24 };
const fontWeights = { lighter: 300, default: 400, bolder: 600 };

/** A host configuration for Microsoft's renderer with the sizes that Teams uses. */
export function hostConfigOf(theme: Theme) {
  const color = (normal: string, subtle = normal) => ({ default: normal, subtle });
  const foregroundColors = {
    default: color(theme.text, theme.subtle),
    dark: color(theme.text, theme.subtle),
    light: color(theme.text, theme.subtle),
    accent: color(theme.link),
    good: color(theme.text),
    warning: color(theme.text),
    attention: color(theme.attention),
  };
  const box = (backgroundColor: string) => ({ backgroundColor, foregroundColors });
  return {
    fontTypes: {
      default: { fontFamily: "'Segoe UI', 'Liberation Sans', sans-serif", fontSizes, fontWeights },
      monospace: { fontFamily: "Consolas, 'DejaVu Sans Mono', monospace", fontSizes, fontWeights },
    },
    lineHeights: { small: 16, default: 20, medium: 22, large: 24, extraLarge: 32 },
    spacing: { small: 8, default: 12, medium: 16, large: 20, extraLarge: 24, padding: 16 },
    separator: { lineThickness: 1, lineColor: theme.border },
    supportsInteractivity: true,
    containerStyles: {
      default: box(theme.card),
      emphasis: box(theme.boxes.emphasis),
      good: box(theme.boxes.good),
      attention: box(theme.boxes.attention),
      warning: box(theme.boxes.warning),
      accent: box(theme.boxes.accent),
    },
    inputs: {
      label: {
        requiredInputs: { suffix: " *", suffixColor: "attention", size: "small" },
        optionalInputs: { size: "small" },
        inputSpacing: 4,
      },
      errorMessage: { color: "attention", size: "small", spacing: 4 },
    },
    actions: {
      maxActions: 6,
      spacing: "default",
      buttonSpacing: 8,
      actionsOrientation: "horizontal",
      actionAlignment: "left",
      showCard: { actionMode: "inline", inlineTopMargin: 16 },
    },
  };
}
