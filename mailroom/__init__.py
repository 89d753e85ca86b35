"""Forms and results out, returns in, by e-mail.

`draft` writes unsent drafts into the workspace's outbox, `send` sends the same letters through SMTP, `fetch` takes
returns out of a mailbox or a folder of saved mails. What a letter says stands in the workspace's templates.
"""
