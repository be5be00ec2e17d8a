"""Published facts as data, each with its source, licence and date."""
