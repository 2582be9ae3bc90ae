"""Open chats: a session in which specialists answer citizens online, under the moderator's eye.

A question moves only along this table (`lib.chats.states.MOVES`):

    from        to          when
    -           new         it came: from VK, or pasted by hand
    new         assigned    the moderator gives it to a specialist
    new         answering   somebody takes it: held for that person alone, while the hold is renewed
    assigned    answering   the specialist begins
    assigned    new         «Не мой вопрос», or the moderator takes it back
    answering   assigned    let go, or the hold ended, of what the moderator had assigned
    answering   new         let go, or the hold ended, of what was taken freely
    answering   review      the answer is handed in
    assigned    review      the same, where it was given to whoever was writing already
    review      answering   the moderator gives it back with a remark
    ...         sent        the moderator (or, in a chat without checking, the specialist) publishes:
                            an action of the outbox carries the answer
    ...         declined    «Не отвечаем», with a reason
    sent        review      the answer is taken back before it leaves
    declined    new         taken up again

Questions come from comments under the announcement, from comments under the video of a broadcast, from messages
to the community while the chat takes them, and from what was pasted; each is answered where it was asked.

Whether an answer is out, is on its way, was refused, or was given by somebody in VK itself is never kept in the
question: it is read from the outbox, the comments and the messages (`lib.chats.board.queries.STATE`), which
know.
"""
