"""Ready questions: what people ask most, with parameters, an answer and a chart, without SQL."""
