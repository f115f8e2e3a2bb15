"""The composer: prompt, model, and every parameter that the model takes."""
