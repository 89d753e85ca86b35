Attribute VB_Name = "MidtermRibbon"
Option Explicit

' What the ribbon's buttons call. The code page of this project has no Chinese: the build appends
' the function Message, whose texts it spells in code points, and the function KnownCommands.

Public Sub OnAction(control As IRibbonControl)
    Press control.ID
End Sub

Public Sub Press(ByVal Command As String)
    Dim Why As String
    Why = Refusal(Command)
    If Why <> "" Then
        Tell Why
        Exit Sub
    End If
    Application.StatusBar = Message("working")
    RunPython "import xl_addin.entry;xl_addin.entry.press('" & Command & "')"
    #If Mac Then
        ' Python works on in the background there and clears the status bar itself.
    #Else
        Application.StatusBar = False
    #End If
End Sub

Public Function Refusal(ByVal Command As String) As String
    ' The name of the message that says why nothing is run; empty where all is well.
    Dim Interpreter As String
    If InStr(KnownCommands(), "|" & Command & "|") = 0 Then
        Refusal = "unknown_command"
        Exit Function
    End If
    If ActiveWorkbook Is Nothing Then
        Refusal = "no_workbook"
        Exit Function
    End If
    If Not SafeName(ActiveWorkbook.Name) Then
        Refusal = "odd_name"
        Exit Function
    End If
    #If Mac Then
        Interpreter = GetConfig("INTERPRETER_MAC", "")
    #Else
        Interpreter = GetConfig("INTERPRETER_WIN", "")
    #End If
    If InStr(Interpreter, "/") + InStr(Interpreter, "\") = 0 Then
        Refusal = "no_python"
        Exit Function
    End If
    If Not FileExists(Interpreter) Then
        Refusal = "no_python"
        Exit Function
    End If
    If Not SameVersion(GetConfig("XLWINGS", "")) Then
        Refusal = "other_version"
    End If
End Function

Private Function SafeName(ByVal Name As String) As Boolean
    ' The name of the active workbook becomes part of a command line.
    Dim At As Long
    SafeName = True
    For At = 1 To Len(Name)
        If InStr("""'`$%^&|;<>=!\", Mid(Name, At, 1)) > 0 Then SafeName = False
    Next
End Function

Private Function SameVersion(ByVal Folder As String) As Boolean
    ' Installing wrote down where pip keeps its record of xlwings; another version has another folder.
    Dim Wanted As String
    Wanted = "xlwings-" & XLWINGS_VERSION & ".dist-info"
    If Right(Folder, Len(Wanted)) = Wanted Then
        SameVersion = (Dir(Folder, vbDirectory) <> "")
    End If
End Function

Public Sub Tell(ByVal Name As String)
    Application.StatusBar = False
    MsgBox Message(Name), vbExclamation, Message("title")
End Sub

Public Sub Failed(ByVal LogFile As String, ByVal Said As String)
    ' Python ended badly before it could speak for itself: keep what it said, show one sentence.
    Dim Kept As String, Number As Integer
    Application.StatusBar = False
    #If Mac Then
        Kept = Environ("HOME") & "/midterm-addin.log"
    #Else
        Kept = Environ("TEMP") & "\midterm-addin.log"
    #End If
    On Error Resume Next
    If Said = "" Then Said = ReadFile(LogFile)
    Number = FreeFile
    Open Kept For Output As #Number
    Print #Number, Said
    Close #Number
    On Error GoTo 0
    MsgBox Message("failed") & vbCrLf & Kept, vbCritical, Message("title")
End Sub

Public Function AskFolder(ByVal Prompt As String) As String
    #If Mac Then
        AskFolder = InputBox(Prompt, Message("title"))
    #Else
        With Application.FileDialog(4) ' msoFileDialogFolderPicker
            .Title = Prompt
            If .Show = -1 Then AskFolder = .SelectedItems(1)
        End With
    #End If
End Function

Private Function Spelled(ByVal Codes As String) As String
    ' "4E2D 671F" -> the two characters with these code points
    Dim Parts As Variant, At As Long, Text As String
    Parts = Split(Codes, " ")
    For At = LBound(Parts) To UBound(Parts)
        Text = Text & ChrW(CLng("&H" & Parts(At) & "&"))
    Next
    Spelled = Text
End Function
