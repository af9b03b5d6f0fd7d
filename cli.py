"""samsak: the command line.

Each command's code stands beside its room's work and is imported when it is called.
"""

import click

from commands.lazy_group import LazyGroup

PLACES = {
    "init": ("commands.installation:init", "Create or upgrade the database; load partnerships."),
    "person": ("commands.people:person", "People and the bodies they sit in."),
    "token": ("commands.tokens:token", "Tokens by which other systems use the API."),
    "body": ("commands.bodies:body", "The bodies of a partnership."),
    "closed": ("commands.closed_days:closed", "Days on which a partnership is closed."),
    "partnership": ("commands.partnerships:partnership", "The settings of a partnership."),
    "mandate": ("commands.mandates:mandate", "Who may decide which matter, from when to when."),
    "plan": ("commands.plans:plan", "Import and show plans."),
    "measure": ("commands.measures:measure", "List measures; propose one."),
    "deviation": ("commands.deviations:deviation", "Report, list and follow deviations."),
    "report": ("commands.council_reports:report", "Report to the council what was learnt."),
    "show": ("commands.cases:show", "A case: where it stands, what is possible, what happened."),
    "do": ("commands.steps:do", "Take a case one step."),
    "correct": ("commands.steps:correct_step", "Take back a mistaken step."),
    "history": ("commands.cases:history", "What happened to a case."),
    "meeting": ("commands.meetings:meeting", "Meetings, their agendas and decisions."),
    "forecast": (
        "commands.forecast:forecast",
        "Every email that will be sent, to whom, when and why.",
    ),
    "tick": ("commands.mail:tick", "Do now what is due: plan, bundle and send."),
    "digest": ("commands.digest:digest", "A person's weekly digest as it would be now."),
    "notices": ("commands.notices:notices", "What people were or will be told."),
    "coverage": (
        "commands.notices:show_coverage",
        "Who should have been told of a meeting, and who was.",
    ),
    "mail": ("commands.mails:mail", "Emails that did not go: list them, and settle one."),
    "run": ("commands.running:run", "Run the clock and the sender until stopped."),
    "demo": ("commands.demo.demo:demo", "Try it all on the example partnerships."),
    "workflow": (
        "commands.workflows:workflow",
        "The workflow definitions: list, check, show, draw.",
    ),
    "verify": ("commands.verify:verify", "Recompute every chain of events and every anchor."),
    "backup": ("commands.backup:backup", "Copy the whole database into a file."),
    "restore": ("commands.restore:restore", "Make a backup the database again."),
    "doctor": ("commands.doctor:doctor", "Check the installation."),
}


@click.group(
    "samsak",
    cls=LazyGroup,
    places=PLACES,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(package_name="samsak", prog_name="samsak")
def main() -> None:
    """Samsak follows the measures and deviations of a health partnership from birth to a proven
    end."""


if __name__ == "__main__":
    main()
