# Run by `creme shell`: one contact with a phone, whose id and name the test reads.
import json
import os

from creme.creme_core.models import CremeUser
from creme.persons import get_contact_model

Contact = get_contact_model()
contact, _ = Contact.objects.get_or_create(
    first_name="Irene",
    last_name="Etcheverry",
    defaults={"user": CremeUser.objects.get(username="root"), "phone": "+59891234567"},
)
with open(os.environ["CONTACT_FILE"], "w") as file:
    json.dump({"id": contact.id, "name": f"{contact.first_name} {contact.last_name}"}, file)
