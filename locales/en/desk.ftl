# The frame, marks and messages of the desk.
ball-mine = me
ball-theirs = them
ball-firm = firm
ball-nobody = { "" }
due-check = check
due-late = { $days }d late
due-days = { $days }d
message-left-view = { $number } left this view, nothing was done
