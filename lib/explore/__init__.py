"""Ad-hoc questions: guarded SQL over documented views, ready questions, a builder, saved questions."""
