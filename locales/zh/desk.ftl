# The frame, marks and messages of the desk.
ball-mine = 我
ball-theirs = 对
ball-firm = 企
ball-nobody = { "" }
due-check = 须核
due-late = 逾{ $days }天
due-days = { $days }天
message-left-view = { $number } 已不在本视图, 未做任何事
