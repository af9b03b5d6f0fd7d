"""samsak: the command line. Each command's code stands beside its room's work and is imported when it is called."""

import click

from engine.command_line import LazyGroup

PLACES = {
    "init": ("workflows.commands:init", "Create or upgrade the database; load partnerships."),
    "person": ("workflows.commands_people:person", "People and the bodies they sit in."),
    "body": ("workflows.commands_people:body", "The bodies of a partnership."),
    "closed": ("workflows.commands_people:closed", "Days on which a partnership is closed."),
    "mandate": ("workflows.commands_people:mandate", "Who may decide which matter, from when to when."),
    "plan": ("workflows.commands_plans:plan", "Import and show plans."),
    "measure": ("workflows.commands_cases:measure", "List measures; propose one."),
    "deviation": ("workflows.commands_cases:deviation", "Report, list and follow deviations."),
    "show": ("workflows.commands_cases:show", "A case: where it stands, what is possible, what happened."),
    "do": ("workflows.commands_cases:do", "Take a case one step."),
    "correct": ("workflows.commands_cases:correct", "Take back a mistaken step."),
    "history": ("workflows.commands_cases:history", "What happened to a case."),
    "meeting": ("workflows.commands_meetings:meeting", "Meetings, their agendas and decisions."),
    "forecast": ("notifications.commands:forecast", "Every mail that will be sent, to whom, when and why."),
    "tick": ("notifications.commands:tick", "Do now what is due: plan, bundle and send."),
    "digest": ("notifications.commands:digest", "A person's weekly digest as it would be now."),
    "notices": ("notifications.commands:notices", "What people were or will be told."),
    "coverage": ("notifications.commands:coverage", "Who should have been told of a meeting, and who was."),
    "run": ("notifications.commands:run", "Run the clock and the sender until stopped."),
    "demo": ("notifications.commands_demo:demo", "Try it all on the example partnerships."),
    "workflow": ("workflows.commands:workflow", "The workflow definitions: list, check, show, draw."),
    "verify": ("workflows.commands:verify", "Recompute every chain of events and every anchor."),
    "doctor": ("workflows.commands:doctor", "Look for what is not as it should be."),
}


@click.group(cls=LazyGroup, places=PLACES, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="samsak", prog_name="samsak")
def main() -> None:
    """Samsak follows the measures and deviations of a health partnership from birth to a proven end."""


if __name__ == "__main__":
    main()
