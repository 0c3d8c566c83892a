"""What is printed from the register: household card 户卡, village roll 村册, township book 乡簿, county file 县档, the
four lists 四清单, the sheet of the five clears 五清核对表 and the dossier 一户一档.

Each print is frozen plain values first, gathered as of a day with a fixed number of statements, then paper by the press
of service/notices.
"""
