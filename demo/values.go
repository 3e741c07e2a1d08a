package demo

import (
	"maps"
	"time"
)

// values are the fields of a form.
type values = map[string]any

// day is a date some days from now, as forms hold it.
func day(days int) string { return time.Now().AddDate(0, 0, days).Format(time.DateOnly) }

// application is the form that everybody begins with, for a protected person with a
// title of three years who speaks some German: entitled, not obliged (AufenthG
// § 44(1)). change overrides fields; nil leaves one out.
func application(given, family, birthDate string, change values) values {
	name := given
	if family != "" {
		name += " " + family
	}
	v := values{
		"passportName": name, "familyName": family, "givenNames": given, "birthDate": birthDate,
		"residenceTitle": "25-2", "titleIssued": day(-60), "titleDuration": "1-year-or-more",
		"germanLevel": "A1", "courseUsed": "no", "inSchool": "no", "work": "none", "benefit": "none",
	}
	maps.Copy(v, change)
	maps.DeleteFunc(v, func(_ string, value any) bool { return value == nil || value == "" })
	return v
}

// obliged is someone who cannot yet talk in simple German and so must take part
// (AufenthG § 44a(1) no. 1), and who lives on benefits, which exempt from the fee (IntV
// § 9(2)).
func obliged(given, family, birthDate string) values {
	return application(given, family, birthDate, values{
		"germanLevel": "none", "email": "applicant@mail.example", "phone": "+49 30 1234567", "benefit": "sgb2",
	})
}

func confirmed(duty string) values {
	return values{
		"entitlementDecision": "confirmed", "certificateNumber": "BS-2026-004711", "certificateExpires": day(365), "obliged": duty,
	}
}

func placement() values {
	return values{"testDate": day(0), "testLevel": "below-A1", "courseType": "general", "firstSection": "1"}
}

func registrationForm() values {
	return values{
		"birthPlace": "Homs", "nationalities": "SYR", "sex": "female",
		"street": "Lindenweg 7", "postcode": "12345", "town": "Musterstadt", "careOf": "Familie Yılmaz",
		"literacy": "other-script", "schoolYears": "7-10",
		"childcareNeed": "yes", "availability": []string{"mornings", "saturdays"}, "feeRequest": "yes",
	}
}

func accepted() values {
	return values{"registrationDecision": "accepted", "courseNumber": "IK-2026-118", "courseSection": "1", "registeredOn": day(0)}
}

func announced() values {
	return values{"startDate": day(21), "place": "Volkshochschule, Marktplatz 3, Raum 204", "times": "Mo–Do, 9:00–12:15"}
}
