"""Charts as SVG: black on whatever is behind, two colours that read on white and on black, no style sheet needed."""
