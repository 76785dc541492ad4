"""Leave out the scripts that no page needs.

Thebe's, which Jupyter Book adds twice, unasked, so that a page fails; and the state of
the live sliders, which without a kernel nobody reads: 30 kB a page with its first frame.
"""


def needed(script) -> bool:
    attributes = script.attributes
    text = f"{script.filename}{attributes.get('body', '')}".lower()
    return "thebe" not in text and "widget-state" not in attributes.get("type", "")


def drop_scripts(app, pagename, templatename, context, doctree):
    context["script_files"] = [s for s in context["script_files"] if needed(s)]


def setup(app):
    app.connect("html-page-context", drop_scripts, priority=900)
    return {"parallel_read_safe": True}
