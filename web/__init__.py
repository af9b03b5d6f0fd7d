"""The pages: a request becomes one verb and one template; nothing here is a rule."""
