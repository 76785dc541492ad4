"""Leave thebe's scripts out: Jupyter Book adds them twice, unasked, and a page then fails."""


def drop_scripts(app, pagename, templatename, context, doctree):
    context["script_files"] = [
        script
        for script in context["script_files"]
        if "thebe"
        not in f"{script.filename}{script.attributes.get('body', '')}".lower()
    ]


def setup(app):
    app.connect("html-page-context", drop_scripts, priority=900)
    return {"parallel_read_safe": True}
