package main

import "golang.org/x/text/language"

// loginWords are the texts of the sign-in pages in one language.
type loginWords struct {
	Lang, Title, Demo, Username, Password, SignIn, Wrong, Expired, LoggedOut, Choose, SignInAs string
}

var (
	loginLanguages = language.NewMatcher([]language.Tag{language.English, language.German})

	english = loginWords{
		Lang:      "en",
		Title:     "Sign in",
		Demo:      "This is a demo provider. Its users are invented and their passwords are public: enter no real data.",
		Username:  "Username",
		Password:  "Password",
		SignIn:    "Sign in",
		Wrong:     "Username or password is wrong. Check both and try again, or choose a demo persona below.",
		Expired:   "This sign-in is unknown or too old. Go back to the application and sign in again.",
		LoggedOut: "You are signed out.",
		Choose:    "Or sign in as a demo persona",
		SignInAs:  "Sign in as",
	}
	german = loginWords{
		Lang:      "de",
		Title:     "Anmelden",
		Demo:      "Das ist ein Demo-Anbieter. Seine Personen sind erfunden und ihre Passwörter öffentlich: Geben Sie keine echten Daten ein.",
		Username:  "Benutzername",
		Password:  "Passwort",
		SignIn:    "Anmelden",
		Wrong:     "Benutzername oder Passwort ist falsch. Prüfen Sie beides und versuchen Sie es noch einmal, oder wählen Sie unten eine Demo-Person.",
		Expired:   "Diese Anmeldung ist unbekannt oder zu alt. Gehen Sie zurück zur Anwendung und melden Sie sich neu an.",
		LoggedOut: "Sie sind abgemeldet.",
		Choose:    "Oder als Demo-Person anmelden",
		SignInAs:  "Anmelden als",
	}
)

// wordsFor chooses the texts by preference, English where neither language fits.
func wordsFor(preferred []language.Tag) loginWords {
	if _, index, confidence := loginLanguages.Match(preferred...); index == 1 && confidence > language.No {
		return german
	}
	return english
}
