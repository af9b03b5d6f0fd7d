"""What Samsak follows: plans and their measures, deviations, meetings and decisions. Stands on the engine."""
