"""`undertow serve`: one case in a browser on this machine, for the people who build it.

app.py joins the parts; guard.py decides who is answered; view.py reads the case cheaply; drawing.py fills templates;
apart.py works out in a process of its own what would hold up pages, and lifeline.py ends such processes with the server;
pages/ holds one file per page. Every page is also JSON.
"""
